"""The scenario language: operations on parameter paths, files, inheritance, comparison."""
