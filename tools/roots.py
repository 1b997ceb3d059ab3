"""Where a function crosses zero: Brent's method, without scipy."""

from __future__ import annotations

from collections.abc import Callable


def brent(
    function: Callable[[float], float], low: float, high: float, *, tolerance: float = 1e-14, steps: int = 200
) -> float | None:
    """Return x in [low, high] with function(x) = 0, or None when the ends have the same sign.

    R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4: inverse quadratic
    interpolation and the secant, with bisection whenever they do not converge fast enough.
    """
    a, b = low, high
    fa, fb = function(a), function(b)
    if fa == 0:
        return a
    if fa * fb > 0:
        return None
    c, fc = a, fa
    step = before = b - a
    for _ in range(steps):
        if fb * fc > 0:
            c, fc = a, fa
            step = before = b - a
        if abs(fc) < abs(fb):
            a, b, c = b, c, b
            fa, fb, fc = fb, fc, fb
        middle = (c - b) / 2
        if fb == 0 or abs(middle) <= tolerance:
            return b
        if abs(before) < tolerance or abs(fa) <= abs(fb):
            step = before = middle
        else:
            step, before = _interpolate((a, b, c), (fa, fb, fc), before=before, step=step)
        a, fa = b, fb
        b += step if abs(step) > tolerance else (tolerance if middle > 0 else -tolerance)
        fb = function(b)
    return b


def _interpolate(
    points: tuple[float, float, float], values: tuple[float, float, float], *, before: float, step: float
) -> tuple[float, float]:
    """The next step and the one it replaces: interpolation when it shrinks the bracket, else bisection."""
    (a, b, c), (fa, fb, fc) = points, values
    middle = (c - b) / 2
    s = fb / fa
    if a == c:
        p, q = 2 * middle * s, 1 - s
    else:
        r, t = fb / fc, fa / fc
        p = s * (2 * middle * t * (t - r) - (b - a) * (r - 1))
        q = (t - 1) * (r - 1) * (s - 1)
    if p > 0:
        q = -q
    p = abs(p)
    if 2 * p < min(3 * middle * q - abs(1e-14 * q), abs(before * q)):
        return p / q, step
    return middle, middle
