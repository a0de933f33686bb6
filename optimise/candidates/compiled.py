"""How the hot loops are compiled.

A function that makes no arrays needs no reference counting. Numba counts references to every array
of a tuple that is passed on, with atomic instructions, and leaves these out only where arrays are
passed one by one; here, where calls pass tuples of a dozen arrays, counting took four fifths of the
time.

An entry point, for Python or for C, takes such a tuple apart and is slow to compile: each function
has only the entry points that are used.
"""

import numba as nb

#: For functions that make no arrays.
bare = nb.njit(cache=True, _nrt=False, no_cfunc_wrapper=True)
#: For functions that make no arrays and that only compiled code calls.
inner = nb.njit(cache=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
#: For functions that make no arrays and that Python calls; other threads run meanwhile.
kernel = nb.njit(cache=True, _nrt=False, nogil=True, no_cfunc_wrapper=True)
#: For functions that make arrays and that only compiled code calls.
maker = nb.njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
#: For functions that make arrays and that Python calls.
entry = nb.njit(cache=True, nogil=True, no_cfunc_wrapper=True)
