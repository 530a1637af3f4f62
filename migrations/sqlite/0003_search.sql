-- What full-text search looks in, kept by internal/store.

-- One row a node: where it stands in the order of answers. The place is the
-- row of its words: it falls with age, those that readers see above all others.
CREATE TABLE search_documents (
  place integer NOT NULL PRIMARY KEY,
  type integer NOT NULL,
  node_id integer NOT NULL,
  visible bool NOT NULL,
  sort_at integer NOT NULL,
  rank integer NOT NULL,
  digest integer NOT NULL
);
CREATE UNIQUE INDEX search_documents_node ON search_documents (type, node_id);

-- Their words, as internal/words makes them; the texts themselves are not kept.
CREATE VIRTUAL TABLE search_words USING fts5(words, content = '', contentless_delete = 1, tokenize = 'ascii');
