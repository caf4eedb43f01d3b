-- SQL twin of fold() in kernel/vi-text/fold.ts: change both or neither; fold.db.test.ts proves them equal.
-- lower() under collation C touches ASCII only, so the result depends on no locale and the function is truly immutable.
create function kernel.vi_fold(value text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(
    lower(translate(regexp_replace(normalize(value, nfd), '[\u0300-\u036f]+', '', 'g'), 'đĐðÐƉ', 'ddddd') collate "C"),
    '([bcdfghjklmnpqrstvwxz]|qu)y(?![a-z])', '\1i', 'g');
comment on function kernel.vi_fold(text) is 'Search form of Vietnamese text: no diacritics, d for đ, ASCII lower case, final y after a consonant as i';
