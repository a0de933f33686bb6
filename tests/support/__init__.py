"""What tests share: small areas, odd files, brute force, steps in a browser."""
