-- The console asks each connector when it was used last, and for what in the last 30 days.
create index lookup_connector on exchange.lookup (connector, at desc);
