"""What every verb needs: storage, ledger, accounts, jobs, outbox. No foreign key leads upward from here."""
