-- A mandate concerns its two parties; an officer who attests one at the counter does so through the platform, and needs no look at all others.
drop policy parties on identity.mandate;
create policy parties on identity.mandate using (identity.mine(subject_id) or identity.mine(actor_id));
