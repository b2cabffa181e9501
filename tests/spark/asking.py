"""Asks a cluster for what a file of questions says and prints the rows; runs where a Spark client is, not in `.venv`.

python tests/spark/asking.py MASTER QUESTIONS WORK    MASTER is local[2], spark://HOST:PORT or sail
"""

import json
import os
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from graph.engines.spark.batch import Asked, Batch, Controlled

#: Sail's server ends when nobody refers to it.
SERVERS: list[object] = []


def session(master: str):  # noqa: ANN201  # the type is the client's
    """Return a session: of Sail with workers of its own, or of Spark."""
    if master == "sail":
        os.environ.setdefault("SAIL_MODE", "local-cluster")
        os.environ.setdefault("RUST_LOG", "error")
        from pysail.spark import SparkConnectServer  # noqa: PLC0415  # only one of the two clients is there

        server = SparkConnectServer()
        SERVERS.append(server)
        server.start(background=True)
        address = f"sc://127.0.0.1:{server.listening_address[1]}"
        from pyspark.sql import SparkSession  # noqa: PLC0415

        return SparkSession.builder.remote(address).getOrCreate()
    from pyspark.sql import SparkSession  # noqa: PLC0415

    chosen = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "600m",
        "spark.executor.memory": "512m",
        "spark.executor.cores": "1",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        # Small questions: compiling and planning stage by stage would take most of the time.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master(master).appName("contactgraph tests")
    for name, value in chosen.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def main(master: str, questions: str, work: str) -> None:
    """Print one line of JSON for each question: its rows, sorted, and how long it took."""
    warnings.simplefilter("ignore")
    began = time.perf_counter()
    client = session(master)
    client.sql("SELECT 1").collect()
    sys.stdout.write(json.dumps({"name": "start", "seconds": time.perf_counter() - began}) + "\n")
    for question in json.loads(Path(questions).read_text(encoding="utf-8")):
        began = time.perf_counter()
        batch = Batch(client, question["tables"], work)
        asked = [Asked(*a) for a in question["asked"]]
        if question["ask"] == "rings":
            rows = batch.rings(asked, **question["options"]).collect()
        else:
            rows = batch.reach(asked, [Controlled(*c) for c in question["controls"]], **question["options"]).collect()
        told = sorted(list(row) for row in rows)
        line = {"name": question["name"], "seconds": round(time.perf_counter() - began, 2), "rows": told}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    os._exit(0)  # Sail's client waits for its server, which is in this process


if __name__ == "__main__":
    main(*sys.argv[1:])
