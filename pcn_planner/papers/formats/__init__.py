"""What papers are written in: Word, PDF, workbooks."""
