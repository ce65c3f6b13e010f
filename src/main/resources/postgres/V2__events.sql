-- Events. A transaction that changes an order writes a row of `outbox`; ids of it are given before a commit, so a reader of them
-- would pass over one that commits late. One sequencer at a time moves what it sees into `events`, whose positions have no gap
-- and become visible in their order. An order's rows keep their order: its own row is locked from before an id until the commit.

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  type text NOT NULL
    CHECK (type IN ('RESERVED', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'EXTENDED', 'LINES_CHANGED')),
  occurred_at timestamptz NOT NULL
) WITH (
  -- Every row is deleted soon.
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0
);

CREATE TABLE events (
  pos bigint PRIMARY KEY,
  order_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  type text NOT NULL,
  occurred_at timestamptz NOT NULL
);

-- One row: the last position, and up to which one events were trimmed. Its lock is the sequencer's.
CREATE TABLE event_log (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  last_pos bigint NOT NULL DEFAULT 0,
  trimmed_pos bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO event_log DEFAULT VALUES;

-- The first position of each timeline of the server. A promotion may lose the last commits; their positions are given anew.
CREATE TABLE event_timelines (
  timeline text COLLATE "C" PRIMARY KEY,
  first_pos bigint NOT NULL
);
