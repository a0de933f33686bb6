"""What ``import pcn_planner as pcn`` offers: plans read, proposed, checked, compared."""
