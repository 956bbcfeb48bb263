"""What a chaos proxy may do to the bytes of a direction, named after Toxiproxy's toxics."""
import dataclasses

DIRECTIONS = ("up", "down")  # to the server, to the client


@dataclasses.dataclass(frozen=True)
class Latency:
    """Everything arrives so much later, give or take the jitter; never out of order."""
    milliseconds: float
    jitter: float = 0


@dataclasses.dataclass(frozen=True)
class Bandwidth:
    bytes_per_second: float


@dataclasses.dataclass(frozen=True)
class Slicer:
    """Small pieces, each of `size` bytes give or take the variation, with a pause behind it."""
    size: int
    variation: int = 0
    pause_milliseconds: float = 0


@dataclasses.dataclass(frozen=True)
class LimitData:
    """A connection ends after so many bytes, counted from when this came or the connection did."""
    size: int


@dataclasses.dataclass(frozen=True)
class Timeout:
    """A black hole: what is sent is lost. After the time, if any, the connection ends."""
    milliseconds: float = 0


@dataclasses.dataclass(frozen=True)
class ResetPeer:
    """Both sides are reset after the time."""
    milliseconds: float = 0


@dataclasses.dataclass(frozen=True)
class Freeze:
    """Nothing moves and nothing is lost, until this is removed."""


TOXICS = {"latency": Latency, "bandwidth": Bandwidth, "slicer": Slicer, "limit_data": LimitData,
          "timeout": Timeout, "reset_peer": ResetPeer, "freeze": Freeze}
NAMES = {kind: name for name, kind in TOXICS.items()}


class Toxics:
    """At most one of each kind a direction."""

    def __init__(self):
        self._of = {direction: {} for direction in DIRECTIONS}

    def add(self, toxic, directions):
        for direction in directions:
            self._of[direction][type(toxic)] = toxic

    def remove(self, kind, directions):
        for direction in directions:
            self._of[direction].pop(kind, None)

    def get(self, direction, kind):
        return self._of[direction].get(kind)

    def ending(self):
        """Those that end a connection in a while."""
        return {toxic for of in self._of.values() for toxic in of.values() if isinstance(toxic, (ResetPeer, Timeout))}

    def told(self):
        """For a person or a program to read."""
        return {direction: {NAMES[kind]: dataclasses.asdict(toxic) for kind, toxic in of.items()}
                for direction, of in self._of.items()}
