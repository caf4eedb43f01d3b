-- Results that were taken back are few among many; the list of those that wait for a replacement begins here.
create index result_revoked on dossiers.result (agency_id) where state = 'revoked';
