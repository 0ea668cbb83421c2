from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_taken_at")]

    operations = [
        migrations.AddField(model_name="message", name="read_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="message", name="taken_by", field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["person_id"], name="message_person", condition=models.Q(person_id__isnull=False)
            ),
        ),
    ]
