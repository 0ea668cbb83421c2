from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def take_the_claims_of_the_matches(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What was asked before is taken to be about the entry as it stands."""
    claims = apps.get_model("vetting", "Match").objects.filter(pk=OuterRef("match_id")).values("pair")
    apps.get_model("vetting", "InquiryLine").objects.update(pair=Subquery(claims))


class Migration(migrations.Migration):

    dependencies = [
        ("vetting", "0011_presence_in_newer_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="inquiryline",
            name="pair",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(take_the_claims_of_the_matches, migrations.RunPython.noop),
    ]
