"""What run.py does before the product runs: setting up, packing a stick, starting from one. Standard library only.

steps.py         what a step is, and taking those not taken yet
asking.py        the command line
environment.py   Python, its environment and its packages
browser.py       Node, and the files it builds for the pages
programs.py      what Debian brings: the programs the tests call
opening.py       ending as another program: the product, the tests
wheels.py        the packages a stick brings, for other machines too
packing.py       writing a stick
stick.py         what lies on a stick, and under which names
verifying.py     whether a stick is whole; a copy of it lies on every stick
arriving.py      a house made from a stick
window.py        showing a world in the browser of this machine
"""
