"""Reports: their figures out of sentences and tables, long ones window by window, and as a table to keep."""
