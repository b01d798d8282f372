"""The randomness contract in numpy, written from its text alone (lib/random/README.md): a number is
a function of where it is used.

key = (seed, FNV-1a-32 of the stream's name); counter = (block low, block high, step, pass); element
e is word e % 4 of block e // 4.
"""

import numpy as np


def fnv1a_32(name):
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 0x01000193 % 2**32
    return value


def philox4x32(counter, key, rounds=10):
    """counter: 4 arrays or numbers below 2^32, key: 2; returns 4 arrays (Salmon et al. 2011)."""
    c, k = [np.atleast_1d(np.asarray(word, dtype=np.uint64)) for word in counter], list(key)
    low = np.uint64(2**32 - 1)
    for _ in range(rounds):
        p0, p1 = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [
            (p1 >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]),
            p1 & low,
            (p0 >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]),
            p0 & low,
        ]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return c


def words(seed, stream, step, pass_, count):
    block = np.arange((count + 3) // 4, dtype=np.uint64)
    made = philox4x32(
        (block & np.uint64(2**32 - 1), block >> np.uint64(32), step, pass_),
        (seed, fnv1a_32(stream)),
    )
    return np.stack(np.broadcast_arrays(*made), axis=1).reshape(-1)[:count].astype(np.uint32)


def uniforms(*where):
    return (words(*where) >> 8) * 2.0**-24


def dropped(seed, site, rate, step, shape, share=(), pass_=0):
    """True where Bernoulli noise drops; `share` are the positions of the axes along which one mask
    is shared.
    """
    collapsed = [1 if axis in share else length for axis, length in enumerate(shape)]
    made = words(seed, f"site/{site}", step, pass_, int(np.prod(collapsed))) >> 8
    return np.broadcast_to((made < round(rate * 2**24)).reshape(collapsed), shape)


def normals(seed, stream, step, pass_, count):
    pairs = words(seed, stream, step, pass_, (count + 3) // 4 * 4).reshape(-1, 2)
    radius = np.sqrt(-2 * np.log(((pairs[:, 0] >> 8) | 1) * 2.0**-24))
    angle = 2 * np.pi * (pairs[:, 1] >> 8) * 2.0**-24
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)[:count]


def order(seed, stream, step, count):
    return np.argsort(words(seed, stream, step, 0, count), kind="stable")


def epoch_order(seed, epoch, count):
    return order(seed, "order", epoch, count)


def windows(seed, step, batch, tokens, context):
    """First tokens of the windows of a running text."""
    drawn = words(seed, "order", step, 0, batch).astype(np.uint64)
    return (drawn * np.uint64(tokens - context)) >> np.uint64(32)


def mixing(seed, step, rows, alpha):
    """Share of each example itself, and the example of the batch that each is mixed with."""
    a = b = np.ones(0)
    drawn = 400
    while not (a + b <= 1).any():
        pairs = uniforms_above_0(words(seed, "mixup/share", step, 0, drawn)).reshape(-1, 2)
        a, b = (pairs ** (1 / alpha)).T
        drawn *= 10
    first = np.argmax(a + b <= 1)
    return a[first] / (a[first] + b[first]), order(seed, "mixup", step, rows)


def uniforms_above_0(made):
    return ((made | 256) >> 8) * 2.0**-24


def gradient_noise(seed, step, count, rate, decay):
    """What is added to the gradient of all parameters, end to end."""
    return normals(seed, "gradient_noise", step, 0, count) * np.sqrt(rate / (1 + step) ** decay)


def noisy_labels(seed, labels, classes, rate):
    """The labels of the whole training part after data.label_noise."""
    made = words(seed, "data/label_noise", 0, 0, 2 * len(labels)).reshape(-1, 2)
    wrong = (made[:, 0] >> 8) < round(rate * 2**24)
    shift = (made[:, 1].astype(np.uint64) * np.uint64(classes - 1)) >> np.uint64(32)
    return np.where(wrong, (np.asarray(labels) + 1 + shift.astype(int)) % classes, labels)


def subset(seed, available, train, validation):
    """Training and validation examples of a set with a test part of its own."""
    drawn = order(seed, "data/subset", 0, available)
    return drawn[:train], drawn[len(drawn) - validation :]


def block_mask(seed, site, rate, step, rows, columns, size):
    """Dropped elements of noise `block` at a site with axes (batch, feature)."""
    cells = -(-columns // size)
    made = (words(seed, f"site/{site}", step, 0, rows * cells) >> 8).reshape(rows, cells)
    return np.repeat(made < round(rate * 2**24), size, axis=1)[:, :columns]


def regular_mask(seed, site, rate, step, rows, columns):
    """Dropped elements of noise `regular` at a site with axes (batch, feature)."""
    keep = 1 - rate
    shorter = np.floor(1 / keep)
    longer = (1 / shorter - keep) * shorter * (shorter + 1)
    made = uniforms(seed, f"site/{site}", step, 0, 4 * rows).reshape(rows, 4)
    period = (shorter + (made[:, 0] < longer)).astype(int)
    phase = (made[:, 1] * period).astype(int)
    return (np.arange(columns) + phase[:, None]) % period[:, None] != 0


def initial(kind, seed, parameter, shape, fan_in, deviation=0.01):
    """Initial values of a parameter; a bias (one axis) is 0 except for `pytorch`."""
    count, where = int(np.prod(shape)), (seed, f"init/{parameter}", 0, 0)
    if len(shape) == 1 and kind != "pytorch":
        return np.zeros(shape)
    if kind in ("he", "gaussian"):
        return (
            normals(*where, count) * (np.sqrt(2 / fan_in) if kind == "he" else deviation)
        ).reshape(shape)
    bound = 1 / np.sqrt(fan_in) if kind == "pytorch" else np.sqrt(6 / (fan_in + shape[0]))
    return (bound * (2 * uniforms(*where, count) - 1)).reshape(shape)
