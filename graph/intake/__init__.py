"""From a file that an office sent to clean facts: read, clean, judge each row, commit a batch.

Reading (`tables` opens; `files`, `encodings`, `scan`, `delimited`, `xlsx`, `ndjson`, `parquetfile`, `headers`,
`mapping` do it) turns a file into blocks of text under our column names, and counts its records apart from any parser.
Cleaning gives each row its meaning or its reason; `ingest` commits what stands. This folder imports `graph.model`,
`graph.store`, `graph.codes`, `graph.times` and `graph.errors`, never an engine; `graph.load`, `queries` and `api` may
import it.
"""
