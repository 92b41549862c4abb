"""Data packs: their structure, parameter table, units, sources and checks."""
