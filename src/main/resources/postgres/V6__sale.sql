-- When a product is sold. It is beside the epoch: each change of it begins the next epoch, so that a take that was bound before is
-- stale, and nothing has to be compared in the statement that takes.
ALTER TABLE stock
  ADD COLUMN on_sale boolean NOT NULL DEFAULT true,
  -- No value: no such time.
  ADD COLUMN sale_from timestamptz,
  ADD COLUMN sale_until timestamptz,
  ADD CONSTRAINT stock_sale CHECK (sale_from < sale_until);
