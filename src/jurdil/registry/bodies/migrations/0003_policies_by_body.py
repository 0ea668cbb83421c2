from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def pair(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    batches = apps.get_model("bodies", "LetterBatch").objects
    for batch in batches.only("policies").iterator():
        if any(isinstance(one, str) for one in batch.policies):
            batches.filter(pk=batch.pk).update(policies=[["", one] for one in batch.policies])


class Migration(migrations.Migration):
    """Each sentence on what a selection rested on stands beside its kind of body; earlier ones stood for all."""

    dependencies = [("bodies", "0002_letters")]

    operations = [migrations.RunPython(pair, migrations.RunPython.noop)]
