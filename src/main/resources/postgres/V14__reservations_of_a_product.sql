-- A page of a product's reservations is a range. A change of state touches no index.
CREATE INDEX reservations_sku_order ON reservations (sku, order_id);
DROP INDEX reservations_sku;
ALTER INDEX reservations_sku_order RENAME TO reservations_sku;
