"""Everything at once: tills that sell, and somebody who kills, empties and stops what serves them.

`tests.chaos.test_chaos` is the short form; `make chaos` runs the long one.
"""
