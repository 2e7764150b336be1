"""I01 to I04: hashes and logarithms in integers."""

MASK = (1 << 64) - 1


def mix(number: int) -> int:
    number ^= number >> 33
    number = number * 0xFF51AFD7ED558CCD & MASK
    number ^= number >> 33
    number = number * 0xC4CEB9FE1A85EC53 & MASK
    return number ^ number >> 33


def hash_bytes(text: bytes) -> int:
    state = 0xCBF29CE484222325
    for byte in text:
        state = (state ^ byte) * 0x100000001B3 & MASK
    return mix(state)


def hash_text(text: str) -> int:
    return hash_bytes(text.encode())


def join(first: int, second: int) -> int:
    rotated = (first << 23 | first >> 41) & MASK
    return mix(rotated ^ mix(second))


def joined(start: int, parts: list[int]) -> int:
    for part in parts:
        start = join(start, part)
    return start


def log2h(number: int) -> int:
    if number == 0:
        return 0
    whole = number.bit_length() - 1
    mantissa = number << 31 - whole if whole <= 31 else number >> whole - 31
    fraction = 0
    for _ in range(16):
        mantissa = mantissa * mantissa >> 31
        fraction <<= 1
        if mantissa >= 1 << 32:
            mantissa >>= 1
            fraction |= 1
    return whole * 100 + (fraction * 100 >> 16)


def surprise(count: int, total: int) -> int:
    return max(0, log2h(total) - log2h(count))


def hundredths(weight: int, of: int) -> int:
    """A product by 100 in weights, cut towards zero."""
    product = weight * of
    return product // 100 if product >= 0 else -(-product // 100)
