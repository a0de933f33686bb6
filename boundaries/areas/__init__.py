"""Small areas as the units that a plan is made of: MSOAs, wards, LSOAs or groups of them."""
