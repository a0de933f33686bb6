"""The same work done by this tool and by its peers."""
