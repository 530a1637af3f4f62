-- What full-text search looks in, kept by internal/store.

-- One row a node: where it stands in the order of answers, and its words, as
-- internal/words makes them. They stand apart from the rows, which are read far
-- more often than they are.
CREATE TABLE search_documents (
  type smallint NOT NULL,
  node_id bigint NOT NULL,
  visible boolean NOT NULL,
  sort_at bigint NOT NULL,
  rank bigint NOT NULL,
  digest bigint NOT NULL,
  words tsvector NOT NULL,
  PRIMARY KEY (type, node_id)
);
ALTER TABLE search_documents ALTER COLUMN words SET STORAGE EXTERNAL;

-- Readers never walk what they cannot see.
CREATE INDEX search_documents_visible ON search_documents USING gin (words) WITH (gin_pending_list_limit = 256) WHERE visible;
CREATE INDEX search_documents_hidden ON search_documents USING gin (words) WITH (gin_pending_list_limit = 256) WHERE NOT visible;
