"""What papers say of each network: its name, its change, its approvals, what checks found."""
