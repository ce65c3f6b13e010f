-- Changes of a product's strategy while it sold, by the id that each is done once under.
CREATE TABLE strategy_changes (
  pos bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  strategy_before text NOT NULL,
  strategy_after text NOT NULL,
  epoch bigint NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (sku, id)
);
