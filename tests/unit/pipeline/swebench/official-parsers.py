"""Makes official-parsers.jsonl: the logs of parser_logs.py, and others mixed out of them at random, with the status map
that the parsers of swebench 5.0.2 read out of them, or the exception that they raise. Run in an environment that has it:
python official-parsers.py SEED MIXED_PER_PARSER > official-parsers.jsonl
"""

import contextlib
import io
import json
import random
import sys
from types import SimpleNamespace

from parser_logs import LOGS
from swebench.harness.log_parsers import PARSER_REGISTRY

SPACES = [" ", " ", "  ", "    ", "\t", "\n", "\n", "\n\n", "\xa0", "\u2028", "\x85", "\x1c", "\x0b", "\ufeff"]
SCRAPS = SPACES + "( ) [ ] : . .. ... - > # = 1 12 (1ms) (2 s) (3 ms) \u0663 \xe9 \U0001f600 \x1b[32m \x1b[0m ok FAILED PASSED Error".split(" ")


def mixed(random_, texts):
    """Pieces of logs, cut anywhere, with scraps between them."""
    parts = []
    for _ in range(random_.randint(1, 6)):
        text = random_.choice(texts)
        lines = text.split("\n")
        if random_.random() < 0.6:
            at = random_.randrange(len(lines))
            piece = "\n".join(lines[at : at + random_.randint(1, 4)]) + "\n"
        else:
            at = random_.randrange(len(text))
            piece = text[at : at + random_.randint(1, 60)]
        if random_.random() < 0.5 and piece:
            at = random_.randrange(len(piece))
            piece = piece[:at] + random_.choice(SCRAPS) + piece[at + random_.randint(0, 2) :]
        parts.append(piece[:400])
    return "".join(parts)


def case(parser, instance_id, version, log):
    log = log.replace("\r\n", "\n").replace("\r", "\n")
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            read = PARSER_REGISTRY[parser](log, SimpleNamespace(instance_id=instance_id, version=version))
        result = {"statuses": list(read.items())}
    except Exception as error:
        result = {"raises": type(error).__name__}
    return {"logParser": parser, "instanceId": instance_id, "version": version, "log": log, **result}


def main():
    random_ = random.Random(int(sys.argv[1]))
    for parser, logs in LOGS.items():
        rows = [("owner__name-1", "1.0", log) if isinstance(log, str) else log for log in logs]
        for row in rows:
            print(json.dumps(case(parser, *row), separators=(",", ":")))
        short = [(id_, version, log) for id_, version, log in rows if len(log) < 5_000]
        for _ in range(int(sys.argv[2])):
            id_, version, _ = random_.choice(rows)
            same = [log for other, _, log in short if other == id_ or not isinstance(logs[0], tuple)]
            if same:
                print(json.dumps(case(parser, id_, version, mixed(random_, same)), separators=(",", ":")))


main()
