-- Reads the clock of the server that keeps a key.
-- KEYS: any key of the server
-- ARGV: none
-- Reply: {ms of its clock}
--@include lib/number lib/server_clock

return {text(milliseconds(server_micros()))}
