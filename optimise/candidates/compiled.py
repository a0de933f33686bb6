"""How the hot loops are compiled.

What makes no arrays needs none counted. Numba counts references to every array of a tuple that
is passed on, with atomic instructions, and leaves these out only where arrays are passed one by
one; here, where calls pass tuples of a dozen arrays, counting took four fifths of the time.

A way in, from Python or from C, takes such a tuple apart, and is slow to compile: each function
has only those that somebody uses.
"""

import numba as nb

#: For functions that make no arrays.
bare = nb.njit(cache=True, _nrt=False, no_cfunc_wrapper=True)
#: The same for those that compiled code alone calls.
inner = nb.njit(cache=True, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)
#: The same for those that Python calls, which meanwhile goes on with other threads.
kernel = nb.njit(cache=True, _nrt=False, nogil=True, no_cfunc_wrapper=True)
#: For functions that make arrays and that compiled code alone calls.
maker = nb.njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
#: For functions that make arrays and that Python calls.
entry = nb.njit(cache=True, nogil=True, no_cfunc_wrapper=True)
