"""What is asked: rules, criteria, the frozen problem, and the plan that answers it."""
