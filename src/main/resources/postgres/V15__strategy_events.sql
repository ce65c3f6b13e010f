-- Events of changes of strategy, among those of products. An instance of an earlier version writes and reads none of these columns.

ALTER TABLE product_events
  ADD COLUMN strategy_from text,
  ADD COLUMN strategy_to text,
  ADD CONSTRAINT product_events_strategies CHECK (num_nulls(strategy_from, strategy_to) IN (0, 2)) NOT VALID;
