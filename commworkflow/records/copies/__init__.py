"""Copies of a world, for the day its machine is gone: made while people work, encrypted, checked, brought back."""
