-- Reads all orders, while others read and write them.
ALTER TABLE orders VALIDATE CONSTRAINT orders_returned;
