-- The listing. Each order has one place in it, of its latest change. The sequencer gives the place with the position of the event,
-- so one that commits late gets a place that no reader has passed; and the place outlives the event, which is trimmed.

-- Where there are sequencers already, they wait here: what they move later they list too.
ALTER TABLE event_log
  -- Up to which position orders have their places; smaller than last_pos after an older instance has moved events.
  ADD COLUMN listed_pos bigint NOT NULL DEFAULT 0,
  -- The time of the last place. It never goes back.
  ADD COLUMN listed_at timestamptz NOT NULL DEFAULT 'epoch';

CREATE TABLE listing (
  order_id text COLLATE "C" PRIMARY KEY,
  -- The order's version at this place. An order at a later one has an event without a position, and comes at the end.
  version bigint NOT NULL,
  -- When the sequencer saw the change, so never before it: a reader that begins at a time misses no later place.
  listed_at timestamptz NOT NULL,
  pos bigint NOT NULL
);

INSERT INTO listing (order_id, version, listed_at, pos)
SELECT id, version, updated_at, row_number() OVER (ORDER BY updated_at, id) FROM orders;

UPDATE event_log
SET listed_pos = last_pos,
  -- Later than every place above, whose numbers are of another row of numbers.
  listed_at = (SELECT coalesce(max(listed_at) + interval '1 millisecond', 'epoch') FROM listing);

-- The listing in its order, and what is old enough to be forgotten.
CREATE INDEX listing_place ON listing (listed_at, pos);
DROP INDEX orders_listing;
