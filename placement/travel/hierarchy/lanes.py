"""Sixteen searches side by side: one row of sixteen int32 is one cache line, one instruction.

numba promotes int32 sums to int64 and does not see a loop of sixteen as one vector; the two
intrinsics below hand LLVM a ``<16 x i32>``, which it lowers to AVX-512, AVX2, SSE or NEON as the
machine has it. Where LLVM cannot, :func:`plain_relax` and :func:`plain_emit` do the same, slower.
"""

from __future__ import annotations

import platform
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils as _cgutils
from numba.core import types
from numba.extending import intrinsic
from numba.np import arrayobj as _arrayobj

from placement.compiled import compiled
from placement.travel.hierarchy.sparse import Int32

__all__ = [
    "LANES",
    "NO_PATH",
    "aligned_rows",
    "emit",
    "plain_emit",
    "plain_relax",
    "relax",
    "vector_emit",
    "vector_relax",
]

LANES = 16
NO_PATH = 1 << 30
"""Milliseconds that stand for "no path" inside the kernels: twice it still fits an int32."""

_LINE_BYTES = 64
_VECTOR_MACHINES = ("x86_64", "amd64", "aarch64", "arm64", "ppc64le")

cgutils: Any = _cgutils
make_array: Any = _arrayobj.make_array
_I32, _I64 = ir.IntType(32), ir.IntType(64)
_VECTOR = ir.VectorType(_I32, LANES)


def aligned_rows(rows: int) -> Int32:
    """Uninitialised (rows, 16) int32, each row one cache line."""
    room = np.empty(rows * LANES + LANES, dtype=np.int32)
    skip = (-room.ctypes.data % _LINE_BYTES) // room.itemsize
    return room[skip : skip + rows * LANES].reshape(rows, LANES)


def _splat(builder: Any, scalar: Any) -> Any:
    """Repeat one int32 on every lane."""
    blank = ir.Constant(_VECTOR, ir.Undefined)
    first = builder.insert_element(blank, scalar, ir.Constant(_I32, 0))
    zeros = ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES)
    return builder.shuffle_vector(first, blank, zeros)


def _lower(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.icmp_signed("<", a, b), a, b)


def _load(builder: Any, pointer: Any) -> Any:
    loaded = builder.load(builder.bitcast(pointer, _VECTOR.as_pointer()))
    loaded.align = 4
    return loaded


def _store(builder: Any, vector: Any, pointer: Any) -> None:
    builder.store(vector, builder.bitcast(pointer, _VECTOR.as_pointer())).align = 4


def _any_within(builder: Any, vector: Any, limit: Any) -> Any:
    """1 when some lane is at most ``limit``: a comparison gives sixteen bits."""
    bits = builder.icmp_signed("<=", vector, _splat(builder, limit))
    some = builder.bitcast(bits, ir.IntType(LANES))
    return builder.icmp_unsigned("!=", some, ir.Constant(ir.IntType(LANES), 0))


def _line(builder: Any, data: Any, row: Any) -> Any:
    return builder.gep(data, [builder.mul(row, ir.Constant(_I64, LANES))])


def _data(context: Any, builder: Any, signature: Any, values: Any, at: int) -> Any:
    return make_array(signature.args[at])(context, builder, values[at]).data


def _relax_code(
    _typing: Any, lanes: Any, row: Any, up: Any, time_ms: Any, begin: Any, end: Any, limit: Any
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        searched, above, cost = (_data(context, builder, signature, values, i) for i in (0, 2, 3))
        mine, one = _line(builder, searched, values[1]), ir.Constant(_I64, 1)
        lowest = cgutils.alloca_once(builder, _VECTOR)
        builder.store(_load(builder, mine), lowest)
        with cgutils.for_range_slice(builder, values[4], values[5], one, _I64) as (e, _):
            source = builder.zext(builder.load(builder.gep(above, [e])), _I64)
            added = _splat(builder, builder.load(builder.gep(cost, [e])))
            through = builder.add(_load(builder, _line(builder, searched, source)), added)
            builder.store(_lower(builder, through, builder.load(lowest)), lowest)
        _store(builder, builder.load(lowest), mine)
        return _any_within(builder, builder.load(lowest), values[6])

    return types.boolean(lanes, row, up, time_ms, begin, end, limit), generate


_vector_relax: Any = intrinsic(_relax_code)


def _emit_code(_typing: Any, lanes: Any, row: Any, out: Any, at: Any, limit: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        searched, written = (_data(context, builder, signature, values, i) for i in (0, 2))
        found = _load(builder, _line(builder, searched, values[1]))
        within = builder.icmp_signed("<=", found, _splat(builder, values[4]))
        absent = _splat(builder, ir.Constant(_I32, NO_PATH))
        shown = builder.select(within, found, absent)
        _store(builder, shown, builder.gep(written, [values[3]]))
        return context.get_dummy_value()

    return types.void(lanes, row, out, at, limit), generate


_vector_emit: Any = intrinsic(_emit_code)


@compiled
def vector_relax(
    lanes: Int32, row: int, up: Int32, time_ms: Int32, begin: int, end: int, limit: int
) -> bool:
    """Lower ``lanes[row]`` to ``lanes[up[e]] + time_ms[e]`` over arcs; is a lane within limit."""
    return _vector_relax(  # type: ignore[no-any-return]
        lanes, np.int64(row), up, time_ms, np.int64(begin), np.int64(end), np.int32(limit)
    )


@compiled
def plain_relax(
    lanes: Int32, row: int, up: Int32, time_ms: Int32, begin: int, end: int, limit: int
) -> bool:
    """Do as :func:`vector_relax` without an intrinsic."""
    for e in range(begin, end):
        for k in range(LANES):
            lanes[row, k] = min(lanes[row, k], lanes[up[e], k] + time_ms[e])
    return bool(lanes[row].min() <= limit)


@compiled
def vector_emit(lanes: Int32, row: int, out: Int32, at: int, limit: int) -> None:
    """Copy ``lanes[row]`` to ``out.flat[at:at + 16]``, ``NO_PATH`` above the limit."""
    _vector_emit(lanes, np.int64(row), out, np.int64(at), np.int32(limit))


@compiled
def plain_emit(lanes: Int32, row: int, out: Int32, at: int, limit: int) -> None:
    """Do as :func:`vector_emit` without an intrinsic."""
    flat = out.reshape(-1)
    for k in range(LANES):
        flat[at + k] = lanes[row, k] if lanes[row, k] <= limit else NO_PATH


_VECTORS = platform.machine().lower() in _VECTOR_MACHINES
relax = vector_relax if _VECTORS else plain_relax
emit = vector_emit if _VECTORS else plain_emit
