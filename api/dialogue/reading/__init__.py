"""What words mean, found out from the text alone: no database, nothing recorded, nothing said."""
