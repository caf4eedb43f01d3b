-- Old tries and sessions long ended are personal data without a use: the nightly job deletes them.
grant delete on identity.session to tinhso_app;
create index login_attempt_by_age on identity.login_attempt (at);
create index session_by_age on identity.session (created_at);
