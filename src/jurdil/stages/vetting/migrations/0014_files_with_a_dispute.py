import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def put_letters_among_papers(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The letter of a dispute stood alone; whose of the two it was, nobody had noted."""
    rows = apps.get_model("vetting", "Kinship").objects
    for row in rows.filter(disputed_at__isnull=False).only("papers").iterator():
        if "folder" in row.papers:
            rows.filter(pk=row.pk).update(papers={"letter": {"how": "paper", **row.papers}})


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0001_initial"),
        ("vetting", "0013_deliveries_that_may_be_incomplete"),
    ]

    operations = [
        migrations.RunPython(put_letters_among_papers, migrations.RunPython.noop),
        migrations.AddField(
            model_name="kinship",
            name="disputer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
    ]
