"""The area of each network, drawn clean from small areas or territories."""
