"""Balances of the customer's two accounts, and transfers prepared as a slip: an example of a package of tasks."""
