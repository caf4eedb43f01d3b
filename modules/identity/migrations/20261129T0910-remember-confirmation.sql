-- When the person behind a session last showed password or passkey; what changes how one signs in wants it to be a moment ago.
alter table identity.session add column confirmed_at timestamptz;
