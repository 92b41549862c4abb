"""The validation pack: Uzbekistan's cotton from 2017."""
