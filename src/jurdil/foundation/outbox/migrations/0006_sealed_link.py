from typing import Any

from django.db import migrations

import jurdil.foundation.storage.seals

ROWS = 2_000


def seal_links(apps: Any, _schema: Any) -> None:
    """Seal the links of messages that were queued before: a personal link opens an invitation without a sign-in."""
    message = apps.get_model("outbox", "Message")
    waiting = message.objects.exclude(plain_link="").only("id", "plain_link")
    while part := list(waiting[:ROWS]):
        for one in part:
            one.link, one.plain_link = one.plain_link, ""
        message.objects.bulk_update(part, ["link", "plain_link"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_read_and_taken_by")]

    operations = [
        migrations.RenameField(model_name="message", old_name="link", new_name="plain_link"),
        migrations.AddField(
            model_name="message",
            name="link",
            field=jurdil.foundation.storage.seals.SealedField(blank=True, default=b""),
        ),
        migrations.RunPython(seal_links, migrations.RunPython.noop),
        migrations.RemoveField(model_name="message", name="plain_link"),
    ]
