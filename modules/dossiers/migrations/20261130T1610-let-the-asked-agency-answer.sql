-- The wall behind the act: an opinion is given by the agency that was asked for it, and by no other that sees the dossier (NĐ 61/2018 Đ19.5).
create policy consultation_answered_by_asked on dossiers.consultation as restrictive for update
  using ((select kernel.actor_kind()) = 'system' or agency_id = any ((select kernel.actor_agencies())::uuid[]));
