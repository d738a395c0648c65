"""What ``python3 run.py bench`` measures: the product beside the least that could do its work, in the same run."""
