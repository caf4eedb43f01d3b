-- Leaves, tiles and checkpoints are written by the sealer, which speaks as the owner of the ledger. One false leaf of the application's role
-- would contradict the checkpoint signed last, and nothing would be sealed any more.
drop policy ledger_leaf_seal on kernel.ledger_leaf;
drop policy ledger_tile_seal on kernel.ledger_tile;
drop policy ledger_checkpoint_seal on kernel.ledger_checkpoint;
revoke insert on kernel.ledger_leaf, kernel.ledger_tile, kernel.ledger_checkpoint from tinhso_app;
