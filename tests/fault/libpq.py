"""PostgreSQL's own client library, as a program in C uses it: for tests that no driver may soften."""
import ctypes

_library = ctypes.CDLL("libpq.so.5")
_POINTERS = ("PQconnectdb", "PQexec", "PQgetResult")
_TEXTS = ("PQerrorMessage", "PQresultErrorMessage", "PQcmdStatus", "PQgetvalue")
for _name in _POINTERS:
    getattr(_library, _name).restype = ctypes.c_void_p
for _name in _TEXTS:
    getattr(_library, _name).restype = ctypes.c_char_p

CONNECTION_OK = 0
COMMAND_OK, TUPLES_OK, PIPELINE_SYNC = 1, 2, 10


class Lost(Exception):
    """The connection is gone, and with it the answer."""


class Connection:
    def __init__(self, url):
        self._held = ctypes.c_void_p(_library.PQconnectdb(url.encode()))
        if _library.PQstatus(self._held) != CONNECTION_OK:
            error = self.error()
            self.close()
            raise Lost(error)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        _library.PQfinish(self._held)
        self._held = None

    def error(self):
        return _library.PQerrorMessage(self._held).decode()

    def run(self, sql):
        """Statements by the simple protocol; the last one's tag and first value."""
        return self._taken(_library.PQexec(self._held, sql.encode()))

    def prepare(self, name, sql):
        _library.PQsendPrepare(self._held, name.encode(), sql.encode(), 0, None)
        return self._next()

    def run_prepared(self, name):
        """By the extended protocol: Bind, Execute, Sync."""
        _library.PQsendQueryPrepared(self._held, name.encode(), 0, None, None, None, 0)
        return self._next()

    def run_extended(self, sql):
        """By the extended protocol: Parse, Bind, Execute, Sync."""
        self._send_extended(sql)
        return self._next()

    def run_pipeline(self, *statements):
        """All before the first answer is looked at, as one pipeline; what the last one said."""
        _library.PQenterPipelineMode(self._held)
        for sql in statements:
            self._send_extended(sql)
        _library.PQpipelineSync(self._held)
        said = None
        for _ in statements:
            said = self._next()
        self._next()
        _library.PQexitPipelineMode(self._held)
        return said

    def _send_extended(self, sql):
        if not _library.PQsendQueryParams(self._held, sql.encode(), 0, None, None, None, None, 0):
            raise Lost(self.error())

    def _next(self):
        """The answer to one statement, which a null result ends, save that of a pipeline's sync."""
        said = self._taken(_library.PQgetResult(self._held))
        if said != ("sync", None):
            while result := _library.PQgetResult(self._held):
                self._taken(result)
        return said

    def _taken(self, result):
        result = ctypes.c_void_p(result)
        try:
            status = _library.PQresultStatus(result)
            if status == PIPELINE_SYNC:
                return "sync", None
            if status == TUPLES_OK:
                return _library.PQcmdStatus(result).decode(), _library.PQgetvalue(result, 0, 0).decode()
            if status == COMMAND_OK:
                return _library.PQcmdStatus(result).decode(), None
            error = _library.PQresultErrorMessage(result).decode() or self.error()
            raise (Lost if _library.PQstatus(self._held) != CONNECTION_OK else RuntimeError)(error)
        finally:
            _library.PQclear(result)
