"""Documents that people sign: registration, change and board papers, and a workbook."""
