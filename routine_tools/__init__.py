"""The command line for those who own a routine: a municipal adviser, not a programmer."""
